/** A user who is gone, for as long as flows and templates may still name them as an owner: these are worked through page by page. */
export interface Departure {
  tenant: string
  userId: string
  /** How far the list of flows has been worked through. */
  after?: string
  /** How many templates have been changed, once the flows are done. */
  templatesDone?: number
}
