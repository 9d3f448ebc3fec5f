import type { Deployment } from './deployment.ts'

/**
 * A deployment's id as callers know it. It must be another one after every update, and the old one must be gone; yet what
 * runs belongs to the deployment, not to a revision of it. So it is a UUID whose last eight digits are the revision, and the
 * rest is the id the item lies under: one read finds it and tells an old id from the present one (docs/decisions/0014).
 */
const revisionDigits = 8

/** Makes a deployment's own id of a fresh UUID. */
export const deploymentIdOf = (uuid: string): string => uuid.slice(0, -revisionDigits)

export const publicIdOf = ({ id, revision }: Pick<Deployment, 'id' | 'revision'>): string =>
  id + revision.toString(16).padStart(revisionDigits, '0')

/** A UUID; what does not look like one names nothing there is. */
export const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The item's id in a public one; whether that is its present one, `publicIdOf` tells. */
export const itemIdIn = (publicId: string): string => publicId.slice(0, -revisionDigits)
