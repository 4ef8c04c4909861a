import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { serverPath } from '../../../servers/available.ts';

/** Whether the nginx of this machine knows `stream`, built in or as a module that is installed. */
export function hasStream(): boolean {
	const { stderr } = spawnSync(serverPath('nginx') ?? 'nginx', ['-V'], { encoding: 'utf8' });
	const [, folder = ''] = /--modules-path=(\S+)/u.exec(stderr) ?? [];
	return /--with-stream(?:\s|$)/mu.test(stderr) || existsSync(join(folder, 'ngx_stream_module.so'));
}
