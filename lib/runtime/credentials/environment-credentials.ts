import { fromEnv } from '@aws-sdk/credential-provider-env'

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the functions' bundles (lib/stacks/bundle.ts). Lambda puts a
 * function's credentials into its environment and nowhere else, so the rest of the SDK's chain (profiles, SSO, web
 * identity, instance metadata), 129 kB of each bundle, would never be asked.
 */
export const defaultProvider = fromEnv
