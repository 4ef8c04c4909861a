import type { LabLocation } from '../lab.ts';
import type { Bench } from './bench.ts';
import { isDecidedBy, isGuardedBy, madeFrom } from './certificate-variables.ts';
import { mapsOf } from './condition.ts';
import { argument, whereOf, writtenAs } from './directive.ts';
import type { ConfNode } from './load-conf.ts';
import { everyLocation, isInternal, locationFor, locationsIn, pathTo } from './location.ts';
import { lostThere, namedUpstream, toldUpstream } from './told-upstream.ts';
import { denyingLoopback } from './access-list.ts';
import { own, setting } from './tree.ts';

/** A location to be asked, and the block that it is. */
export interface Tested {
	readonly block: ConfNode;
	readonly location: LabLocation;
}

/** Every location of a server block that clients reach; `/` where none covers it. */
export function testedLocations(bench: Bench, server: ConfNode): readonly Tested[] {
	if (answersNobody(server)) {
		bench.note(server.directive, silence);
		return [];
	}
	const all = locationsIn(server);
	const tested: Tested[] = [];
	for (const location of everyLocation(all)) {
		if (isInternal(location)) continue;
		const { directive } = location.node;
		const path = pathTo(all, location);
		if (answersNobody(location.node)) {
			bench.note(directive, silence);
		} else if (path === null) {
			bench.note(directive, `no path was found that leads to ${writtenAs(directive)}`);
		} else {
			tested.push(testedAt(bench, location.node, path));
		}
	}
	if (locationFor(all, '/') === null) tested.push(testedAt(bench, server, '/'));
	return tested;
}

/** nginx closes the connection then, whatever certificate was shown. */
function answersNobody(block: ConfNode): boolean {
	return own(block, 'return').some(({ directive }) => argument(directive, 0) === '444');
}

const silence = 'answers nobody (return 444), so there is nothing to be tested';

function testedAt(bench: Bench, block: ConfNode, path: string): Tested {
	const { directive } = block;
	const verify = setting(block, 'ssl_verify_client') ?? 'off';
	const denying = verify === 'off' ? null : denyingLoopback(block);
	if (denying !== null) {
		bench.note(
			denying.directive,
			'refuses the lab, which asks from 127.0.0.1: what is behind it cannot be tested',
		);
	}
	return {
		block,
		location: {
			path: encoded(path),
			written: writtenAs(directive),
			where: whereOf(directive),
			acceptIf: rulesAt(bench, block),
			isGuarded:
				isGuardedBy(block, aboutCertificate(bench), aboutPath(bench)) || losesVerdict(bench, block),
		},
	};
}

/** nginx compares locations with the path as it is after decoding. */
function encoded(path: string): string {
	return encodeURI(path).replaceAll(/[?#]/gu, encodeURIComponent);
}

/** Whether what is behind it is to decide, and is told nothing: a client may claim what it likes. */
function losesVerdict(bench: Bench, block: ConfNode): boolean {
	const made = { maps: mapsOf(bench.top), isMade: aboutCertificate(bench) };
	return isLeftToUpstream(bench, block) && lostThere(block, made) !== null;
}

/** Whether nginx itself refuses nobody there. */
function isLeftToUpstream(bench: Bench, block: ConfNode): boolean {
	const verify = setting(block, 'ssl_verify_client');
	if (verify !== 'optional' && verify !== 'optional_no_ca') return false;
	return !isDecidedBy(block, aboutCertificate(bench));
}

function rulesAt(bench: Bench, block: ConfNode): LabLocation['acceptIf'] {
	if (!isLeftToUpstream(bench, block)) return [];
	const made = { maps: mapsOf(bench.top), isMade: aboutCertificate(bench) };
	const told = toldUpstream(block, made);
	if (told !== null) {
		bench.note(
			told.by.directive,
			`nginx lets in there whoever has no certificate and tells what is behind it: ${wayOf(told.rule.text)}`,
		);
		return [told.rule];
	}
	const lost = lostThere(block, made);
	if (lost !== null) {
		const { args, name } = lost.directive;
		bench.note(
			block.directive,
			`its own ${name} replaces all of the outer ones: ${args[0]?.value ?? ''} (${whereOf(lost.directive)}) is not sent`,
		);
	}
	const rule = namedUpstream(block, made);
	if (rule !== null) {
		bench.note(
			block.directive,
			`nginx lets in there whoever has no certificate, and tells what is behind it only whose it is: with --accept-if ${rule} who is named counts as let in`,
		);
	}
	return [];
}

function aboutCertificate({ top }: Bench): (name: string) => boolean {
	return madeFrom(top, (name) => name.startsWith('ssl_client_'));
}

function aboutPath({ top }: Bench): (name: string) => boolean {
	return madeFrom(top, (name) => pathVariables.has(name));
}

const pathVariables: ReadonlySet<string> = new Set([
	'uri',
	'request_uri',
	'document_uri',
	'request_filename',
	'request',
	'args',
]);

/** The rule in the words of the config. */
function wayOf(rule: string): string {
	const [, name = '', value = ''] = /^header:lab-told-([^=]*)=(.*)$/su.exec(rule) ?? [];
	return `in the lab who has ${name} ${value} counts as let in`;
}
