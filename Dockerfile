# mtls-gauntlet on Debian, without the servers of `lab`: docs/ci.md shows how to add those.
FROM node:24-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json README.md ARCHITECTURE.md CHANGELOG.md SECURITY.md LICENSE ./
COPY scripts scripts
COPY schema schema
COPY docs docs
COPY fixtures fixtures
COPY harness harness
COPY reports reports
COPY suites suites
RUN mkdir /out && npm pack --pack-destination /out
RUN npm install --global --prefix /opt/mtls-gauntlet --omit=dev --ignore-scripts --no-audit --no-fund /out/mtls-gauntlet-*.tgz

FROM node:24-slim
LABEL org.opencontainers.image.title="mtls-gauntlet" \
      org.opencontainers.image.description="Conformance test harness for mTLS endpoints" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="0.1.0"
COPY --from=build /opt/mtls-gauntlet /opt/mtls-gauntlet
# glibc keeps a heap for each thread otherwise, and gives none of it back: docs/many-targets.md.
ENV PATH=/opt/mtls-gauntlet/bin:$PATH NODE_ENV=production MALLOC_ARENA_MAX=2
# Reports are written below the folder that is mounted here; it has to be writable for this user.
WORKDIR /work
USER node
ENTRYPOINT ["mtls-gauntlet"]
CMD ["--help"]
