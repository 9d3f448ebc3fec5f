import { gunzipSync } from 'node:zlib'

/** What flows are generated from, as Open Integration Hub has it. It runs nowhere and has no lifecycle: its status is what people set. */
export interface Template {
  tenant: string
  /** 24 hex digits, by creation time. */
  id: string
  version: number
  /** `draft`, `published` or anything else. */
  status: string
  /** The first 256 characters of its name; absent where it has none. */
  label?: string
  /** The first 1,000 characters; the content has all of it. */
  description?: string
  type?: string
  /** Ids of the users and organisations that own it, up to 200. */
  owners: readonly string[]
  /** Everything that people gave, as compressed JSON. */
  content: Uint8Array
  createdAt: string
  createdBy: string
  updatedAt: string
  updatedBy: string
}

/** What people give of a template: its name, graph, owners and the rest, in the words of its API. */
export interface TemplateContent {
  name?: string
  description?: string
  type?: string
  status: string
  owners: readonly { id: string; type: string }[]
  [member: string]: unknown
}

export const contentOf = ({ content }: Pick<Template, 'content'>): TemplateContent =>
  JSON.parse(gunzipSync(content).toString()) as TemplateContent

/** Lies where a deleted template was, for a day. */
export interface TemplateTombstone {
  tenant: string
  id: string
  version: number
  deletedAt: string
  deletedBy: string
  /** Epoch seconds after which the table drops the item. */
  expiresAt: number
}
