import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseReport } from '../../reports/parse-report.ts';
import { timed } from './command.ts';
import { median } from './median.ts';
import type { BenchTarget } from './target.ts';

const pairs = 3;

/** How many times as fast the compiled command line is as a shell script doing as many probes. */
export async function measureWholeRun(
	target: BenchTarget,
): Promise<{ probes: number; ratio: number }> {
	const { files, url, port } = target;
	const bin = fileURLToPath(new URL('../../dist/harness/cli/bin.js', import.meta.url));
	const report = target.scratch('report.json');
	const ours = [
		...[bin, url, '--cacert', files.serverCa],
		...['--client-ca', files.ca, '--client-ca-key', files.caKey],
		...['--reporter', `json=${report}`, '--reporter', `junit=${target.scratch('junit.xml')}`],
	];
	await timed(process.execPath, ours);
	const { findings } = parseReport(readFileSync(report, 'utf8'));
	const probes = findings.filter(({ observation }) => observation !== null).length;
	const script = target.scratch('by-hand.sh');
	writeFileSync(script, byHand);
	const theirs = [script, String(probes / 2), String(port), target.scratch('by-hand')];
	const ratios: number[] = [];
	for (let pair = 0; pair < pairs; pair += 1) {
		const slow = await timed('sh', [...theirs, files.ca, files.caKey, files.serverCa]);
		const quick = await timed(process.execPath, ours);
		ratios.push(slow.milliseconds / quick.milliseconds);
	}
	return { probes, ratio: median(ratios) };
}

/** What people write today: a key, a request and a certificate for each, and curl per version. */
const byHand = `set -e
count=$1 port=$2 dir=$3 ca=$4 cakey=$5 serverca=$6
mkdir -p "$dir"
i=0
while [ "$i" -lt "$count" ]; do
	openssl ecparam -name prime256v1 -genkey -noout -out "$dir/key.pem"
	openssl req -new -key "$dir/key.pem" -subj "/CN=client-$i" -out "$dir/req.pem"
	openssl x509 -req -in "$dir/req.pem" -CA "$ca" -CAkey "$cakey" -set_serial "$i" -days 2 -out "$dir/cert.pem" 2>/dev/null
	for tls in 1.2 1.3; do
		curl -s -o /dev/null --tlsv$tls --tls-max $tls --cacert "$serverca" --cert "$dir/cert.pem" --key "$dir/key.pem" "https://localhost:$port/" || true
	done
	i=$((i + 1))
done
`;
