import type { Config, SuiteConfig } from '../cli/config.ts';

/** Gives editors the options of a config file: `export default defineConfig({ … })`. */
export function defineConfig(config: Config): Config {
	return config;
}

/** The same for a suite that stands apart from the config: `suites: { smoke }`. */
export function defineSuite(suite: SuiteConfig): SuiteConfig {
	return suite;
}
