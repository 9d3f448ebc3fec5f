import { putComponent } from '#core/components/put-component.ts'
import { longestCallSeconds, longestEndpoint } from '#core/components/endpoint.ts'
import { seal } from '#runtime/credentials/sealing.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { Description, SeenVersion } from './_dialect/types.ts'
import { ComponentId, ComponentView, componentView } from './_dialect/views/component.ts'

/**
 * Registers the component that steps of flows with this id are executed by, or replaces it: an HTTPS URL, called with
 * signed requests, or a Lambda function. The signing secret is never shown; without another one the former stays. With
 * `version` it replaces that version and no other; 0 is that nothing is replaced.
 */
export default operation({
  name: 'PutComponent',
  route: 'PUT /components/{componentId}',
  example: {
    request: {
      componentId: 'mqtt_client_subscriber',
      description: examples.component.description,
      endpoint: examples.component.endpoint,
      functions: ['subscribe'],
      timeoutSeconds: 30,
      signingSecret: 'EXAMPLE-EXAMPLE-EXAMPLE',
    },
    answer: examples.component,
  },
  permission: 'components.edit',
  input: t.strictObject({
    componentId: ComponentId,
    description: Description,
    endpoint: t.string().check(t.maxLength(longestEndpoint)),
    functions: t.optional(t.array(t.string().check(t.regex(/^[\w.-]{1,100}$/))).check(t.maxLength(100))),
    timeoutSeconds: t.optional(t.int().check(t.minimum(1), t.maximum(longestCallSeconds.lambda))),
    signingSecret: t.optional(t.string().check(t.minLength(16), t.maxLength(256))),
    version: SeenVersion,
  }),
  output: ComponentView,
  fails: ['component-built-in', 'version-conflict'],
  effects: { reads: ['component'], creates: ['component'], updates: ['component'], secrets: ['master-key'] },
  async run(
    { componentId: id, signingSecret, version: seenVersion, ...content },
    { caller, actor, outboundRanges, read, secret, commit },
  ) {
    const { tenant } = caller
    const before = await read.component(id)
    const sealedSecret =
      signingSecret === undefined
        ? undefined
        : seal(await secret('master-key'), { tenant, entity: 'component', id }, signingSecret)
    const { after, change } = putComponent(
      before,
      { tenant, id },
      { ...content, sealedSecret },
      { actor, outboundRanges, seenVersion },
    )
    return commit(change, componentView(after))
  },
})
