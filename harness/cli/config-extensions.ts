/** The endings of a config file's name. */
export const configExtensions = ['.json', '.yaml', '.yml', '.js', '.mjs', '.ts', '.mts'];
