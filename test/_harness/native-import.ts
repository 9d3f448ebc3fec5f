import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** Loads a built module as Node would, past the test runner, which would transform half a megabyte of it first. */
export const nativeImport = <T>(file: string): T => require(file) as T
