import { versionNotFound } from '#core/applications/application.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Instant } from './_dialect/types.ts'

const Endpoint = t.object({
  id: t.string(),
  address: t.string(),
  type: t.string(),
  connector: t.string(),
  synchronous: t.boolean(),
})

/**
 * Returns a version of an application in the repository: size and SHA-256 of its archive, and the flows and inbound
 * endpoints it declares.
 */
export default operation({
  name: 'GetVersion',
  route: 'GET /versions/{versionId}',
  example: {
    request: { versionId: '<versionId>' },
    answer: {
      versionId: '<versionId>',
      createdAt: '2026-03-02T09:30:00.000Z',
      flows: [
        {
          name: 'IntakeFlow',
          kind: 'flow',
          endpoints: [
            {
              id: 'endpoint.vm.intakeflow',
              address: 'intakeflow',
              type: 'VM',
              connector: 'connector.VM.mule.default',
              synchronous: false,
            },
          ],
        },
      ],
      applicationName: '<applicationName>',
      createdBy: 'owner',
      applicationId: '<applicationId>',
      sha256: '3ef9a821934af83b61d4f742a702b82f4b12536e42de8769dcb8614ec1fcae4f',
      name: '1.0',
      sizeBytes: 239,
    },
  },
  permission: 'applications.read',
  // As the MMC dialect shows it, with or without `local$`.
  input: t.strictObject({ versionId: t.string().check(t.maxLength(64)) }),
  output: t.object({
    versionId: t.string(),
    name: t.string(),
    applicationId: t.string(),
    applicationName: t.string(),
    sizeBytes: t.int(),
    sha256: t.string(),
    flows: t.array(t.object({ name: t.string(), kind: t.oneOf(['flow', 'service']), endpoints: t.array(Endpoint) })),
    createdAt: Instant,
    createdBy: t.string(),
  }),
  fails: ['version-not-found'],
  effects: { reads: ['application-version'] },
  async run({ versionId }, { read }) {
    const version = await read['application-version'](versionId.replace(/^local\$/, ''))
    if (!version) throw versionNotFound(versionId)
    const { tenant: _, id, ...rest } = version
    return { versionId: id, ...rest }
  },
})
