/** A report that could not be made although the run was: a fault of ours, exit 3. */
export class ReportFault extends Error {
	override readonly name = 'ReportFault';
	readonly hint = 'DEBUG=1 shows where; the run was made, and the other reports are written';
}
