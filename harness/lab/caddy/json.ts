/** Parts of a JSON document that is edited in place. */

/** An object of Caddy's config. */
export type JsonObject = { [name: string]: unknown };

/** Whether a value of a document is an object, and no array. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under that name, or an empty one that is put there. */
export function objectIn(parent: JsonObject, name: string): JsonObject {
	const found = parent[name];
	if (isObject(found)) return found;
	const made: JsonObject = {};
	parent[name] = made;
	return made;
}

/** The objects of an array under that name. */
export function objectsIn(parent: JsonObject, name: string): readonly JsonObject[] {
	const found = parent[name];
	return Array.isArray(found) ? found.filter(isObject) : [];
}

/** The strings of an array under that name. */
export function stringsIn(parent: JsonObject, name: string): readonly string[] {
	const found = parent[name];
	return Array.isArray(found) ? found.filter((it) => typeof it === 'string') : [];
}

/** Every object of a document, the outermost first. */
export function* objectsOf(value: unknown): Iterable<JsonObject> {
	if (isObject(value)) yield value;
	if (typeof value !== 'object' || value === null) return;
	for (const child of Object.values(value)) yield* objectsOf(child);
}
