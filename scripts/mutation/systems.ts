/** Everything that the bench runs. */
import { strictAboutHeaders } from '../../fixtures/endpoints/mutants/header.ts';
import { mutants } from '../../fixtures/endpoints/mutants/mutants.ts';
import type { BenchSystem, Mutant } from '../../fixtures/endpoints/mutants/mutant.ts';
import { strictAboutSessions } from '../../fixtures/endpoints/mutants/resumption.ts';
import { strictRoute } from '../../fixtures/endpoints/mutants/route.ts';
import { strictSystems } from '../../fixtures/endpoints/mutants/strict.ts';
import { strictNamedServer } from '../../fixtures/endpoints/mutants/vhost.ts';
import { headerServerMutants } from './header-mutants.ts';
import type { Open } from './page.ts';
import { resumptionServerMutants, strictAboutRevokedSessions } from './resumption-mutants.ts';
import { serverMutants, strictNginx } from './server-mutants.ts';

export const allMutants: readonly Mutant[] = [
	...mutants,
	...serverMutants,
	...headerServerMutants,
	...resumptionServerMutants,
];

export const allStrict: readonly BenchSystem[] = [
	...strictSystems,
	strictRoute,
	strictAboutHeaders,
	strictNamedServer,
	strictAboutSessions,
	strictAboutRevokedSessions,
	strictNginx,
];

/** What catches nothing, or is not caught, and why. */
export const open: Open = { variants: {}, mutants: {} };
