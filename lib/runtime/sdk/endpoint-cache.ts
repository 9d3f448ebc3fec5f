/**
 * Stands in for `@aws-sdk/endpoint-cache` in the functions' bundles (lib/stacks/lean-sdk.ts). DynamoDB's client makes one,
 * for endpoint discovery, which none of its commands does.
 */
export class EndpointCache {
  get = refuse
  set = refuse
  has = refuse
  delete = refuse
  clear = refuse
}

function refuse(): never {
  throw new Error('A function’s bundle has no endpoint discovery: see lib/stacks/lean-sdk.ts.')
}
