import { expect } from 'chai';
import { describe, it } from 'mocha';
import { pathOfPattern } from '../../../../harness/lab/apache/path-of-pattern.ts';

describe('a path that a pattern matches', () => {
	for (const [pattern, path] of [
		['^/admin', '/admin'],
		['^/api/v[0-9]+/(users|groups)/\\d{3}$', '/api/v1/users/111'],
		['\\.php$', '/.php'],
		['(?i)^/Secure(/.*)?$', '/Secure'],
		['.*', '/'],
		['^/(?!public)[^/]+/private', '/a/private'],
		['/(a|b)/?$', '/a'],
		['^/x\\/y\\.z', '/x/y.z'],
	] as const) {
		it(pattern, () => {
			expect(pathOfPattern(pattern)).to.equal(path);
		});
	}

	it('is not made up where there is none, or the pattern cannot be read', () => {
		expect(pathOfPattern('^no-slash')).to.equal(null);
		expect(pathOfPattern('^/(a')).to.equal(null);
		expect(pathOfPattern('^/a b')).to.equal(null);
	});
});
