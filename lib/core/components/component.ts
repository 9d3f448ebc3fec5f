import { DomainError } from '../errors.ts'
import type { Authorship } from '../documents.ts'

/** What a step of a flow is executed by: an HTTP endpoint or a Lambda function that a user has registered. */
export interface Component extends Authorship {
  tenant: string
  id: string
  version: number
  description?: string
  /** See endpoint.ts. */
  endpoint: string
  /** What it can be asked to do; none where it does not say. */
  functions: string[]
  timeoutSeconds: number
  /** What calls are signed with, sealed. A component on Lambda may do without: IAM decides who calls it. */
  sealedSecret?: string
}

/**
 * Ids of Open Integration Hub (24 hex digits), types of flow-manager (`mqtt_client_subscriber`) and connectors of AppFlow
 * (`Salesforce`, labels of custom ones) are all such ids.
 */
export const componentIdPattern = /^[A-Za-z0-9][\w!@#+=.-]{0,255}$/

/** Components that every tenant has. Nobody registers another under their name. */
export const builtInComponents = [
  'http-request',
  'transform',
  'filter',
  'split',
  'delay',
  'log',
  's3-read',
  's3-write',
  'lambda',
  'event',
  's3-transfer',
] as const

export const componentNotFound = (id: string): DomainError =>
  new DomainError('component-not-found', `There is no component ${id}.`)
