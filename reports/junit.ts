/** JUnit XML as GitLab, Jenkins, Azure and the GitHub reporters read it. */
import jrb, { type Builder, type TestCase, type TestSuite } from 'junit-report-builder';
import type { Run } from '../harness/finding.ts';
import { plain } from './escape.ts';
import { groupBy } from './group-by.ts';
import { type JunitCase, junitCases } from './junit-case.ts';
import { placeInFile } from './place-in-file.ts';
import type { ReportOptions } from './reporter.ts';

/** One testsuite per family, one testcase per finding; names are unique in the file. */
export function renderJunit(run: Run, options: ReportOptions): string {
	// The types of 5.1.2 say `export default`; what is exported is the instance itself. It is shared
	// by the whole process, hence a builder of our own.
	const builder = (jrb as unknown as Builder).newBuilder().name(plain(run.tool.name, 100));
	const suites = groupBy(junitCases(run, options.target), (it) => it.family);
	// A report without any suite reads as broken: a run that was stopped at once has an empty one.
	if (suites.size === 0) addRoot(addSuite(builder, run, 'none', [], options), run);
	for (const [family, cases] of suites) {
		const suite = addSuite(builder, run, family, cases, options);
		for (const it of cases) addCase(suite, it, fileOf(run, it, options));
		addRoot(suite, run);
	}
	return builder.build();
}

function addSuite(
	builder: Builder,
	run: Run,
	family: string,
	cases: readonly JunitCase[],
	{ target }: ReportOptions,
): TestSuite {
	const suite = builder
		.testSuite()
		.name(target === undefined ? `mtls.${family}` : `mtls.${family} ${target}`)
		.timestamp(new Date(run.startedAt).toISOString())
		.time(seconds(cases.reduce((sum, it) => sum + it.durationMs, 0)));
	for (const { url, address } of run.targets) {
		suite.property('target', plain(address === '' ? url : `${url} (${address})`, 300));
	}
	suite.property('tool', plain(`${run.tool.name} ${run.tool.version}`, 100));
	suite.property('node', plain(run.runtime.node, 100));
	suite.property('openssl', plain(run.runtime.openssl, 100));
	suite.property('conclusion', run.conclusion);
	if (run.shard !== undefined) {
		suite.property('shard', `${run.shard.index}/${run.shard.count}`);
	}
	if (run.interrupted) suite.property('interrupted', 'true');
	if (run.profile !== 'default') suite.property('profile', run.profile);
	if (run.lab !== undefined) suite.property('lab', plain(run.lab.source, 300));
	if (run.waivers !== undefined) suite.property('waivers', plain(run.waivers.file, 300));
	if (run.comparison !== undefined) suite.property('compared', plain(run.comparison.base, 300));
	return suite;
}

/** GitLab links it, and GitHub reporters annotate it. */
function fileOf(run: Run, { about }: JunitCase, options: ReportOptions): string | undefined {
	return about === null ? options.file : placeInFile(run, about, options)?.file;
}

function addCase(suite: TestSuite, it: JunitCase, file: string | undefined): void {
	const testCase = suite.testCase();
	testCase.className(it.classname).name(it.name).time(seconds(it.durationMs));
	if (file !== undefined) testCase.file(plain(file, 500));
	for (const [name, value] of it.properties) testCase.property(name, value);
	const { result } = it;
	switch (result.kind) {
		case 'failure':
			testCase.failure(result.message, result.type).stacktrace(result.text);
			break;
		case 'error':
			testCase.error(result.message, result.type, result.text);
			break;
		case 'skipped':
			skip(testCase, result.message);
			break;
		case 'passed':
			if (result.text !== '') testCase.standardOutput(result.text);
			break;
	}
}

/** The builder knows no reason; Jenkins and Azure read the attribute, GitLab the text. */
function skip(testCase: TestCase, reason: string): void {
	testCase.skipped().standardOutput(reason);
	const build = testCase.build.bind(testCase);
	testCase.build = (parent) => {
		const element = build(parent);
		const skipped = element.children.find((child) => 'name' in child && child.name === 'skipped');
		skipped?.att('message', reason).cdata(reason);
		return element;
	};
}

/** The builder gives its root neither: a suite sees the root when it is built. */
function addRoot(suite: TestSuite, run: Run): void {
	const build = suite.build.bind(suite);
	suite.build = (parent) => {
		parent?.att('timestamp', new Date(run.startedAt).toISOString());
		parent?.att('time', seconds(run.durationMs));
		return build(parent);
	};
}

/** dorny/test-reporter makes NaN of a missing time; exponents are read by nobody. */
function seconds(milliseconds: number): number {
	const value = Number((milliseconds / 1000).toFixed(3));
	return Number.isFinite(value) && value > 0 ? value : 0;
}
