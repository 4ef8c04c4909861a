import {
	type CiContents,
	installCommand,
	labCommand,
	needsPackages,
	reporters,
} from './ci-contents.ts';
import type { FoundServer } from './found-servers.ts';

/** Where the jobs are written: an existing `.gitlab-ci.yml` only has to include it. */
export const gitlabFile = '.gitlab/mtls.yml';

/** What `.gitlab-ci.yml` needs. */
export const gitlabInclude = `include:\n  - local: ${gitlabFile}\n`;

/** Jobs of GitLab CI: labs in every pipeline, the target where its URL is set and secrets are. */
export function gitlabJobs(contents: CiContents): string {
	const { npx, hasUrl } = contents;
	return [
		`.mtls:
  image: node:24-slim
  artifacts:
    when: always
    paths:
      - reports/mtls/
    reports:
      junit: reports/mtls/*.xml
`,
		...contents.servers.map((server, index) => labJob(contents, server, index + 1)),
		`# Variables of the type File: MTLS_GAUNTLET_CERT (a certificate that the target lets in, with its
# chain) and MTLS_GAUNTLET_KEY. Merge requests of strangers get no protected variables.
mtls-target:
  extends: .mtls
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      when: never
    - if: ${hasUrl ? '$CI_COMMIT_REF_PROTECTED == "true"' : '$MTLS_GAUNTLET_URL && $CI_COMMIT_REF_PROTECTED == "true"'}
  script:
    - ${npx} run ${reporters('target', [])}
`,
	].join('\n');
}

function labJob(contents: CiContents, server: FoundServer, index: number): string {
	const install = installCommand([server]);
	return [
		`mtls-lab-${index}:`,
		'  extends: .mtls',
		'  script:',
		...(install === null ? [] : [`    - apt-get update -qq && ${install}`]),
		...(server.kind === 'node' && needsPackages(contents) ? ['    - npm ci'] : []),
		`    - ${labCommand(contents, server)} ${reporters(`lab-${index}`, [])}`,
		'',
	].join('\n');
}
