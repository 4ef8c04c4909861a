/** The sample of two clusters at work: its order service runs, and its warehouse asks. */
import { spawn } from 'node:child_process';
import { neutralEnvironment } from '../run-cli.ts';
import type { Clusters } from './clusters-pki.ts';
import { type RunningSample, startSample } from './start-sample.ts';

/** Runs the order service for as long as it is used. */
export async function withOrders<T>(
	{ folder }: Clusters,
	use: (orders: RunningSample) => Promise<T>,
): Promise<T> {
	const orders = await startSample({
		args: [folder.path('order-service/server.js')],
		cwd: folder.path('.'),
	});
	try {
		return await use(orders);
	} finally {
		await orders.stop();
	}
}

/** What the warehouse wrote. `files`: in place of its own certificate and of the CAs it believes. */
export function askWarehouse(
	{ folder }: Clusters,
	ordersUrl: string,
	files: Readonly<{ CERT?: string; CA?: string }> = {},
): Promise<string> {
	const child = spawn(process.execPath, [folder.path('warehouse-service/client.js')], {
		env: { ...neutralEnvironment(), ORDERS_URL: ordersUrl, ...files },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', () => resolve(output));
	});
}
