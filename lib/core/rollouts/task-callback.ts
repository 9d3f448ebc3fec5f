/** Leaves a token with a server: whoever waits with it is told when the server's item is past `seenVersion`. */
export interface TaskCallback {
  tenant: string
  serverId: string
  rolloutId: string
  token: string
  seenVersion: number
}
