import { readFileSync, writeFileSync } from 'node:fs';
import { createPrivateKey } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { CannotBuild } from '../../fixtures/cannot-build.ts';
import { selectVariants } from '../../fixtures/catalogue.ts';
import { keyPem } from '../../fixtures/pki/key-ring.ts';
import { layOutMaterials } from '../../harness/materials.ts';
import { plan } from '../../harness/plan.ts';
import type { Attempt } from '../../fixtures/attempt.ts';
import { parseReport } from '../../reports/parse-report.ts';
import { timed } from './command.ts';
import { median } from './median.ts';
import { timedWithMemory } from './peak-memory.ts';
import type { BenchTarget } from './target.ts';
import { anywhere } from '../../harness/anywhere.ts';

const pairs = 3;

export interface WholeRun {
	readonly probes: number;
	readonly credentials: number;
	readonly certificates: number;
	/** How many times as long the script takes. */
	readonly ratio: number;
	readonly milliseconds: number;
	/** The most memory that the process had, in MB. */
	readonly megabytes: number;
}

/** The compiled command line against a shell script that does as much by hand. */
export async function measureWholeRun(target: BenchTarget): Promise<WholeRun> {
	const { files, url, port } = target;
	const bin = fileURLToPath(new URL('../../dist/harness/cli/bin.js', import.meta.url));
	const report = target.scratch('report.json');
	const given = [
		...[bin, url, '--cacert', files.serverCa],
		...['--client-ca', files.ca, '--client-ca-key', files.caKey],
	];
	await timed(process.execPath, [...given, '--reporter', `json=${report}`]);
	const { findings } = parseReport(readFileSync(report, 'utf8'));
	const probes = findings.filter(({ observation }) => observation !== null).length;

	const credentials = await describeCredentials(target);
	const list = target.scratch('credentials');
	writeFileSync(list, credentials.map(({ key, chain }) => `${key} ${chain}\n`).join(''));
	const script = target.scratch('by-hand.sh');
	writeFileSync(script, byHand);
	const scratch = target.scratch('by-hand');
	const theirs = [script, list, String(port), scratch, files.ca, files.caKey, files.serverCa];
	const ours = [...given, '--reporter', `junit=${target.scratch('junit.xml')}`];

	const ratios: number[] = [];
	const times: number[] = [];
	for (let pair = 0; pair < pairs; pair += 1) {
		const slow = await timed('sh', theirs);
		const quick = await timed(process.execPath, ours);
		ratios.push(slow.milliseconds / quick.milliseconds);
		times.push(quick.milliseconds);
	}
	return {
		probes,
		credentials: credentials.length,
		certificates: credentials.reduce((sum, { chain }) => sum + chain, 0),
		ratio: median(ratios),
		milliseconds: median(times),
		megabytes: (await timedWithMemory(ours)).megabytes,
	};
}

/** Key type and length of chain of every credential that the run makes. */
async function describeCredentials({
	clientCa,
}: BenchTarget): Promise<readonly { key: string; chain: number }[]> {
	const given = {
		valid: null,
		clientCa: { certificates: [clientCa.certificate], key: keyPem(clientCa.key) },
		prepared: null,
		refused: [],
		identity: null,
	};
	const workshop = layOutMaterials(given);
	const selected = selectVariants([], []).variants;
	const planned = plan({ selected, workshop, prepared: null, revocation: null });
	const described: { key: string; chain: number }[] = [];
	for (const it of planned) {
		if (it.kind !== 'probe') continue;
		const attempt = await it.attempt(anywhere).catch((error: unknown): Attempt => {
			if (error instanceof CannotBuild) return [{ credential: null }];
			throw error;
		});
		for (const { credential } of attempt) {
			if (credential === null) continue;
			const rsa = createPrivateKey(credential.key).asymmetricKeyDetails?.modulusLength;
			described.push({
				key: rsa === undefined ? 'ec' : String(rsa),
				// A hundred certificates of one message are copies of a few files by hand, too.
				chain: Math.min(credential.chain.length, 13),
			});
		}
	}
	return described;
}

/**
 * What people write today. For each credential a key, a request and a certificate, and the same for
 * each intermediate in its chain; then curl, once for each TLS version.
 */
const byHand = `set -e
list=$1 port=$2 dir=$3 ca=$4 cakey=$5 serverca=$6
mkdir -p "$dir"
printf 'basicConstraints=critical,CA:TRUE\\nkeyUsage=critical,keyCertSign,cRLSign\\n' > "$dir/ca.ext"
printf 'keyUsage=critical,digitalSignature\\nextendedKeyUsage=clientAuth\\n' > "$dir/client.ext"
serial=1
certify() { # name subject extensions issuer issuerkey keytype
	if [ "$6" = ec ]; then openssl ecparam -name prime256v1 -genkey -noout -out "$dir/$1.key"
	else openssl genrsa -out "$dir/$1.key" "$6" 2>/dev/null; fi
	openssl req -new -key "$dir/$1.key" -subj "$2" -out "$dir/$1.req"
	openssl x509 -req -in "$dir/$1.req" -CA "$4" -CAkey "$5" -set_serial $serial -days 2 \\
		-extfile "$dir/$3" -out "$dir/$1.pem" 2>/dev/null
	serial=$((serial + 1))
}
while read -r key chain; do
	issuer=$ca issuerkey=$cakey
	: > "$dir/chain.pem"
	while [ "$chain" -gt 1 ]; do
		certify "ca$chain" "/CN=intermediate-$serial" ca.ext "$issuer" "$issuerkey" ec
		issuer="$dir/ca$chain.pem" issuerkey="$dir/ca$chain.key"
		cat "$issuer" >> "$dir/chain.pem"
		chain=$((chain - 1))
	done
	certify client "/CN=client-$serial" client.ext "$issuer" "$issuerkey" "$key"
	cat "$dir/client.pem" "$dir/chain.pem" > "$dir/full.pem"
	for tls in 1.2 1.3; do
		curl -s -o /dev/null --tlsv$tls --tls-max $tls --cacert "$serverca" \\
			--cert "$dir/full.pem" --key "$dir/client.key" "https://localhost:$port/" || true
	done
done < "$list"
`;
