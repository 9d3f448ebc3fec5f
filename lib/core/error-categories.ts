/** Every kind of refusal. Each dialect's table is total over these, so a new one does not compile until all render it. */
export const errorCategories = {
  invalid: 'The request cannot be read or breaks a rule.',
  'too-large': 'The body is larger than the operation accepts.',
  'method-not-allowed': 'The path exists, but not with this method.',
  unauthenticated: 'Credentials are missing, unreadable, unknown or wrong.',
  denied: 'The caller lacks a permission.',
  'not-found': 'There is no such resource in the caller’s tenant.',
  'already-exists': 'Another resource has the name or the place already.',
  conflict: 'The state of a resource does not allow it.',
  limit: 'A quota is used up.',
  'rate-limited': 'The caller has tried too often.',
  unavailable: 'The service cannot answer for now; a repeated request may succeed.',
  internal: 'The service failed.',
} as const
export type ErrorCategory = keyof typeof errorCategories
