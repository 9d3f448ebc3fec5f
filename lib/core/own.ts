/**
 * A record's own member of a name that comes from outside: `constructor` is a name like others, and no member of every
 * record.
 */
export const own = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
