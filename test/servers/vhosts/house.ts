/** A house with three names at one door: one is open, two let in their own people only. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	createServerCredential,
	type ServerCredential,
} from '../../../fixtures/endpoints/server-credential.ts';
import { type TlsFiles, writeTlsFiles } from '../tls-files.ts';

/** No client certificate is asked for here. */
export const openName = 'www.test';
/** Lets in whom CA A vouches for. */
export const nameA = 'a.test';
/** Lets in whom CA B vouches for. */
export const nameB = 'b.test';

/** What all servers of the house need. */
export interface House {
	/** Good for all three names: see `houseCredential`. */
	readonly credential: ServerCredential;
	/** PEM of the CA whose clients may come in at `a.test`. */
	readonly clientCaA: string;
	/** PEM of the CA whose clients may come in at `b.test`. */
	readonly clientCaB: string;
}

/** The files of `tls-files.ts`, where `clientCa` is CA A. */
export interface HouseFiles extends TlsFiles {
	readonly clientCaB: string;
}

/** A server certificate for the three names and for loopback. */
export function houseCredential(): ServerCredential {
	return createServerCredential([openName, nameA, nameB]);
}

/** Writes the PEM files into the folder of a server; keys are readable by the owner only. */
export function writeHouseFiles(folder: string, house: House): HouseFiles {
	const { credential, clientCaA, clientCaB } = house;
	const fileB = join(folder, 'client-ca-b.pem');
	writeFileSync(fileB, clientCaB, { mode: 0o600 });
	return { ...writeTlsFiles(folder, { credential, clientCa: clientCaA }), clientCaB: fileB };
}
