import {
	type CiContents,
	installCommand,
	labCommand,
	needsPackages,
	reporters,
} from './ci-contents.ts';

/**
 * A workflow of GitHub Actions: labs on every push, the target where secrets are. Nothing of an event
 * and no secret stands in a script, and other actions are pinned to a commit.
 */
export function githubWorkflow(contents: CiContents): string {
	return [
		header,
		...(contents.servers.length > 0 ? [labJob(contents)] : []),
		targetJob(contents),
	].join('\n');
}

const header = `name: mTLS

on:
  push:
  pull_request:
  workflow_dispatch:

permissions:
  contents: read

jobs:`;

function labJob(contents: CiContents): string {
	const install = installCommand(contents.servers);
	const steps = contents.servers.map(
		(server, index) => `      - name: lab ${server.kind} ${server.file}
        if: \${{ !cancelled() }}
        run: ${labCommand(contents, server)} ${reporters(`lab-${index + 1}`, ['github'])}`,
	);
	return [
		`  # The servers' own configs, each in a sandbox of the job: no secret, no network.
  lab:
    runs-on: ubuntu-latest
    steps:
${checkout}`,
		...(install === null ? [] : [`      - run: sudo apt-get update && sudo ${install}`]),
		...(needsPackages(contents) ? ['      - run: npm ci'] : []),
		...steps,
		upload('mtls-lab'),
		'',
	].join('\n');
}

function targetJob({ hasUrl, npx }: CiContents): string {
	const condition = hasUrl
		? "github.event_name != 'pull_request'"
		: "github.event_name != 'pull_request' && vars.MTLS_GAUNTLET_URL != ''";
	return `  # The target of mtls-gauntlet.config.yaml${hasUrl ? '' : ' or of the variable MTLS_GAUNTLET_URL'}. Pull requests get no secrets.
  target:
    if: ${condition}
    runs-on: ubuntu-latest
    steps:
${checkout}
      - name: mtls-gauntlet
        env:
          MTLS_GAUNTLET_URL: \${{ vars.MTLS_GAUNTLET_URL }}
          # A certificate that the target lets in, with its chain, and its key: PEM.
          CLIENT_CERT: \${{ secrets.MTLS_CLIENT_CERT }}
          CLIENT_KEY: \${{ secrets.MTLS_CLIENT_KEY }}
        run: |
          if [ -n "$CLIENT_CERT" ]; then
            (umask 077 && printf '%s\\n' "$CLIENT_CERT" "$CLIENT_KEY" > "$RUNNER_TEMP/client.pem")
            export MTLS_GAUNTLET_CERT="$RUNNER_TEMP/client.pem"
          fi
          unset CLIENT_CERT CLIENT_KEY
          ${npx} run ${reporters('target', ['github'])}
${upload('mtls-target')}
`;
}

const checkout = `      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0
        with:
          node-version: 24`;

function upload(name: string): string {
	return `      - uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2
        if: \${{ !cancelled() }}
        with:
          name: ${name}
          path: reports/mtls/`;
}
