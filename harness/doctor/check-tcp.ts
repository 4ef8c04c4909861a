import { unreachableHint } from '../hints.ts';
import type { ConnectionObservation } from '../observation.ts';
import { addressText } from '../probe/observe.ts';
import { type Check, ok, problem } from './check.ts';
import { connectionsOf, type Seen } from './seen.ts';

/** Whether anything listens, and how long a connection takes. */
export function checkTcp(seen: Seen): Check {
	const where = addressText(seen.facts.address);
	const made = [...greetings(seen), ...connectionsOf(seen)];
	// The shortest: the others may have waited for us.
	const [shortest] = made.flatMap(connectMs).toSorted((one, other) => one - other);
	if (shortest !== undefined) {
		const ms = shortest < 1 ? 'under 1' : Math.round(shortest);
		return ok('tcp', `${where} takes connections (${ms} ms)`);
	}
	const [first] = made;
	if (first?.ending === 'timeout') {
		const seconds = seen.options.timeoutMs / 1000;
		return problem('tcp', `${where} does not answer within ${seconds} s`, filteredHint);
	}
	const code = first?.code ?? null;
	if (code === 'ECONNREFUSED') {
		return problem('tcp', `${where} refuses connections: nothing listens there`, unreachableHint);
	}
	return problem('tcp', `no connection to ${where} (${code ?? 'no code'})`, unreachableHint);
}

function greetings({ facts }: Seen): readonly ConnectionObservation[] {
	return [...facts.versions.values()].flatMap((it) =>
		it.kind === 'not-offered' ? [] : [it.greeting.observation],
	);
}

function connectMs({ events }: ConnectionObservation): readonly number[] {
	return events.filter(({ name }) => name === 'tcp connected').map(({ at }) => at);
}

const filteredHint = 'a firewall may drop the packets: check the way from here to the target';
