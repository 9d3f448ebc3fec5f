/**
 * Where AWS clients reach AppFlow: on one machine the console's origin has all APIs; on AWS the outputs of the stack appflow name the
 * one that they need.
 */
export function appflowEndpoint(): string {
  const isLocal = /^(localhost|127\.|\[::1\])/.test(location.hostname)
  return isLocal ? `${location.origin}/appflow` : '<Url of the stack Sluice-appflow>'
}
