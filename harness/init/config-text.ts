import { stringify } from 'yaml';

/**
 * A config file to begin with: what is known stands there, everything else is a comment that says what
 * it is for. Never a secret: those come from variables.
 */
export function configText({
	url,
	schema,
}: {
	readonly url: string | null;
	/** Where editors find the JSON Schema of config files. */
	readonly schema: string;
}): string {
	const target =
		url === null ? '# url: https://staging.example.com/' : stringify({ url }, yamlStyle).trimEnd();
	return `# yaml-language-server: $schema=${schema}
# What mtls-gauntlet is told, each option under its long name. The command line and MTLS_GAUNTLET_* win.

# The target. MTLS_GAUNTLET_URL says it for one run.
${target}
# You may send hostile input to it: needed for any target that is not on this machine.
# iMayTestThis: true

# Whom the target's own certificate is checked against (default: the trust store of the system).
# cacert: pki/server-ca.pem

# What the target lets in: the more there is, the more a run can test. No key belongs into a repository.
# In CI these files are named by MTLS_GAUNTLET_CERT, MTLS_GAUNTLET_KEY …
# cert: client.pem
# key: client.key
# Credentials that \`mtls-gauntlet pki DIR --client-ca CA --client-ca-key KEY\` cut from a CA that the
# target trusts, where the key of that CA lives. Good for 48 hours.
# credentials: mtls-credentials

# The least severity that fails a run: critical, high, medium, low or info.
failOn: medium

# Deviations that are known, each with a reason and the last day on which it is accepted.
# waivers: mtls-waivers.yaml

# Reports beside the terminal.
reporter:
  - junit=reports/mtls/junit.xml
  - html=reports/mtls/report.html
`;
}

const yamlStyle = { lineWidth: 0 } as const;
