import type { Authorship } from '../documents.ts'

/** What a tenant has decided on for itself. */
export interface Settings extends Authorship {
  tenant: string
  version: number
  /** A flow with a component that nobody has registered does not start. */
  strictComponents: boolean
}

/** What holds until a tenant decides otherwise. */
export const usualSettings = { strictComponents: false } as const
