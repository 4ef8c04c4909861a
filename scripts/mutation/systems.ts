/** Everything that the bench runs. */
import { mutants } from '../../fixtures/endpoints/mutants/mutants.ts';
import type { BenchSystem, Mutant } from '../../fixtures/endpoints/mutants/mutant.ts';
import { strictSystems } from '../../fixtures/endpoints/mutants/strict.ts';
import type { Open } from './page.ts';
import { serverMutants, strictNginx } from './server-mutants.ts';

export const allMutants: readonly Mutant[] = [...mutants, ...serverMutants];

export const allStrict: readonly BenchSystem[] = [...strictSystems, strictNginx];

/** What catches nothing, or is not caught, and why. */
export const open: Open = { variants: {}, mutants: {} };
