import { expect } from 'chai';
import { describe, it } from 'mocha';
import { lastWords } from '../../../../harness/lab/start/last-words.ts';
import { shownCommand } from '../../../../harness/lab/exec/shown-command.ts';

describe('lab exec: what is shown', () => {
	it('is the command as it is typed, without secrets', () => {
		const command = [
			'java',
			'-Djavax.net.ssl.keyStorePassword=geheim',
			'-Djavax.net.ssl.trustStorePassword={storepass}',
			'--db-password',
			'geheim',
			'API_KEY=geheim',
			'--pass',
			'{storepass}',
			'it is\u001b[31m',
			'{port}',
		];

		expect(shownCommand(command)).to.equal(
			"java -Djavax.net.ssl.keyStorePassword=… -Djavax.net.ssl.trustStorePassword={storepass} --db-password … API_KEY=… --pass {storepass} 'it is\\u{1b}[31m' {port}",
		);
		expect(shownCommand(['x'.repeat(9000)])).to.have.length(501);
	});

	it('is the line that names the error, of what a command wrote last', () => {
		const python = 'Traceback (most recent call last):\n  File "s.py", line 1\nOSError: in use\n';
		const java =
			'Exception in thread "main" java.net.BindException: Address already in use\n\tat a.B.c(D.java)\n\t... 8 more\n';

		expect(lastWords(python)).to.equal('OSError: in use');
		expect(lastWords(java)).to.match(/^Exception in thread .* in use$/u);
		expect(lastWords('one\r\n\u001b[31mtwo\u001b[0m\n\n')).to.equal('two');
		expect(lastWords('')).to.equal('');
	});
});
