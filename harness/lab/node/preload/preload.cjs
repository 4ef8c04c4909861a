// @ts-check
'use strict';

/**
 * Runs in the user's process before its script, and leaves everything as it is but for what
 * servers show and trust, where they listen, and certificates and keys that are missing.
 */
const { syncBuiltinESMExports } = require('node:module');
const { openCorrespondence } = require('./correspondence.cjs');
const { allowHttp1 } = require('./http2.cjs');
const { createMaterials } = require('./materials.cjs');
const { listenInSandbox } = require('./listen.cjs');
const { replaceInServers } = require('./servers.cjs');
const { standInForMissing } = require('./stand-ins.cjs');
const { tellOfConnections } = require('./connections.cjs');
const { ownLine } = require('./where-from.cjs');

/** @param {string} folder of the sandbox, by which the lab is asked and told */
exports.preload = (folder) => {
	const lab = openCorrespondence(folder);
	const materials = createMaterials(lab);
	const servers = replaceInServers(materials);
	listenInSandbox(lab, servers);
	tellOfConnections(lab, servers);
	standInForMissing(lab, materials);
	allowHttp1(lab);
	process.on('uncaughtExceptionMonitor', (error) => {
		const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
		lab.tell({ kind: 'threw', message: `${name}: ${message}`, where: ownLine(stack) });
	});
	// What was imported by name before, by another preload, is known by its old value.
	syncBuiltinESMExports();
};
