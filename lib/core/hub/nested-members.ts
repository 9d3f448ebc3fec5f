import qs from 'qs'

/**
 * Members as upstream reads them (docs/decisions/0067): `a[b][c]=1` is nested, `a[]=1&a[]=2` and `a=1&a=2` are lists. Names
 * that every object has are left out, and what is nested deeper is one name. The limits bound the work: a few bytes name a
 * place far down in long lists.
 */
const options = { depth: 10, parameterLimit: 1000, arrayLimit: 1000, throwOnLimitExceeded: true } as const

/** The members of a query or of a form that is written like one. Throws `RangeError` for more than 1,000. */
export const nestedMembers = (text: string): Record<string, unknown> => qs.parse(text, options)

/** The same of the fields of a form, each as often as it stands there. */
export function nestedFields(fields: readonly (readonly [name: string, value: string])[]): Record<string, unknown> {
  const byName = Map.groupBy(fields, ([name]) => name)
  const members = [...byName].map(([name, all]) => [
    name,
    all.length === 1 ? all[0]?.[1] : all.map(([, value]) => value),
  ])
  return qs.parse(Object.fromEntries(members) as Record<string, string>, options)
}
