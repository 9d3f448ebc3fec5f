/**
 * A key pair for signed requests. The secret is derived from the installation's master key and is not kept: a stolen
 * table gives no usable key.
 */
export interface AccessKey {
  tenant: string
  accessKeyId: string
  version: number
  userName: string
  /** The incarnation of the user: a user made again under the name does not inherit the key. */
  userId: string
  permissions: string[]
  createdAt: string
  createdBy: string
}
