import { AppflowClient, DescribeFlowCommand, ListFlowsCommand, StartFlowCommand } from '@aws-sdk/client-appflow'
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { EventBridgeClient, ListRulesCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge'
import { expect, test } from 'vitest'
import { startProcess, temporaryFolder, type Process } from '../_harness/process.ts'
import { createFlow, scheduled } from '../_harness/flows.ts'

interface Key {
  accessKeyId: string
  secretAccessKey: string
}

async function keyOf({ url }: Process): Promise<Key> {
  const headers = { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` }
  return (await (await fetch(`${url}/v1/access-keys`, { method: 'POST', headers })).json()) as Key
}
const clientOf = ({ url }: Process, credentials: Key) =>
  new AppflowClient({ endpoint: `${url}/appflow`, region: 'us-east-1', credentials })
const aws = ({ awsUrl }: Process, credentials: Key) => ({ endpoint: awsUrl, region: 'us-east-1', credentials })

test('it says where it listens, who the administrator is and how to get a key, then that it is ready', async () => {
  const running = await startProcess({}, ['--ephemeral'])

  expect(running.output).toContain(`${running.url}/appflow`)
  expect(running.output).toContain('administrator  admin')
  expect(running.output).toContain('flows may call public addresses, 127.0.0.0/8, ::1/128 (SLUICE_OUTBOUND_RANGES)')
  expect(running.output).toContain(`curl -s -u admin:admin -X POST ${running.url}/v1/access-keys`)
  expect(running.output.trim().split('\n').at(-1)).toBe(`ready ${running.url}`)
  expect(await running.end()).toBe(0)
})

// Four processes, one after the other.
test(
  'killed at any time and started again, nothing acknowledged is lost and what was due to follow follows',
  { timeout: 120_000 },
  async () => {
    const { folder, remove } = await temporaryFolder()
    let running = await startProcess({ SLUICE_DATA: folder })
    const key = await keyOf(running)
    await new EventBridgeClient(aws(running, key)).send(
      new PutRuleCommand({ Name: 'kept', EventPattern: '{"source":["x"]}' }),
    )

    const made: string[] = []
    for (let round = 0; round < 3; round++) {
      const client = clientOf(running, key)
      const killed = running
      // The kill comes while requests are under way: only what was answered counts.
      const work = Array.from({ length: 12 }, async (_, index) => {
        const name = `flow-${round}-${index}`
        await createFlow(client, name, scheduled('rate(1hour)'))
        await client.send(new StartFlowCommand({ flowName: name }))
        made.push(name)
        if (made.length === 4 * (round + 1)) await killed.kill()
      })
      await Promise.allSettled(work)
      await killed.kill()
      running = await startProcess({ SLUICE_DATA: folder })
    }

    const client = clientOf(running, key)
    for (const flowName of made)
      expect((await client.send(new DescribeFlowCommand({ flowName }))).flowStatus).toBe('Active')
    const active = async () => {
      const names: string[] = []
      let nextToken: string | undefined
      do {
        const page = await client.send(new ListFlowsCommand({ maxResults: 100, nextToken }))
        names.push(
          ...(page.flows ?? [])
            .filter(({ flowStatus }) => flowStatus === 'Active')
            .map(({ flowName = '' }) => flowName),
        )
        nextToken = page.nextToken
      } while (nextToken)
      return names.length
    }
    const schedules = async () =>
      (await new SchedulerClient(aws(running, key)).send(new ListSchedulesCommand({ GroupName: 'sluice-flows' })))
        .Schedules?.length
    await expect.poll(schedules, { timeout: 20_000 }).toBe(await active())
    expect(
      (await new EventBridgeClient(aws(running, key)).send(new ListRulesCommand({}))).Rules?.map(({ Name }) => Name),
    ).toEqual(['kept'])

    await running.end()
    await remove()
  },
)

test('killed while messages are sent, it has every one it acknowledged when it starts again', async () => {
  const { folder, remove } = await temporaryFolder()
  const first = await startProcess({ SLUICE_DATA: folder })
  const key = await keyOf(first)
  const sqs = new SQSClient({ ...aws(first, key), maxAttempts: 1 })
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'kept' }))
  const sent: string[] = []
  await Promise.allSettled(
    Array.from({ length: 40 }, async (_, at) => {
      const MessageBody = String(at)
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
      if (sent.push(MessageBody) === 10) await first.kill()
    }),
  )
  await first.kill()
  const second = await startProcess({ SLUICE_DATA: folder })
  const client = new SQSClient(aws(second, key))
  const command = { QueueUrl: QueueUrl.replace(first.awsUrl, second.awsUrl), MaxNumberOfMessages: 10 }
  const received: (string | undefined)[] = []
  for (;;) {
    const { Messages = [] } = await client.send(new ReceiveMessageCommand(command))
    if (Messages.length === 0) break
    received.push(...Messages.map(({ Body }) => Body))
  }
  expect(sent.length).toBeGreaterThanOrEqual(10)
  expect(received).toEqual(expect.arrayContaining(sent))
  await second.end()
  await remove()
})

test('beyond loopback it does not start with the default password', async () => {
  await expect(startProcess({ HOST: '0.0.0.0' }, ['--ephemeral'])).rejects.toThrow('set SLUICE_ADMIN_PASSWORD')
})

test.each([
  [{ SLUICE_FLOW_QUOTA: 'many' }, 'SLUICE_FLOW_QUOTA must be a whole number'],
  [{ SLUICE_OUTBOUND_RANGES: '10.0.0.1' }, 'SLUICE_OUTBOUND_RANGES: 10.0.0.1 is no range of addresses'],
])('the setting %o is refused in a sentence', async (setting, sentence) => {
  await expect(startProcess(setting, ['--ephemeral'])).rejects.toThrow(sentence)
})

test('a port in use is said in a sentence', async () => {
  const running = await startProcess({}, ['--ephemeral'])
  const { port } = new URL(running.url)

  await expect(startProcess({ PORT: port }, ['--ephemeral'])).rejects.toThrow(`Port ${port} is in use`)

  await running.end()
})

const basic = {
  authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}`,
  'content-type': 'application/json',
}
const ask = async ({ url }: Process, method: string, path: string, body?: object) => {
  const answer = await fetch(`${url}${path}`, { method, headers: basic, body: body && JSON.stringify(body) })
  return { headers: answer.headers, json: (await answer.json()) as never }
}

test(
  'simulated runtimes are processes of their own, servers from the start, and end with the product, however it ends',
  { timeout: 60_000 },
  async () => {
    const { folder, remove } = await temporaryFolder()
    interface Server {
      id: string
      name: string
      status: string
    }
    const servers = async (of: Process) => (await ask(of, 'GET', '/mmc/api/servers')).json as { data: Server[] }
    let running = await startProcess({ SLUICE_DATA: folder }, [], 2)
    const { data } = await servers(running)
    expect(data.map(({ name, status }) => [name, status]).sort()).toEqual([
      ['mule-1', 'OK'],
      ['mule-2', 'OK'],
    ])
    const faults = [...running.output.matchAll(/faults at (\S+)/g)].map(([, url = '']) => url)
    expect(faults).toHaveLength(2)
    const nodes = data.map(({ id }) => id)
    await ask(running, 'POST', '/mmc/api/clusters', { name: 'east', version: '3.8.0', nodes })

    // Killed in the middle of forming: what was ordered is carried out by the next processes.
    await running.kill()
    for (const url of faults)
      await expect
        .poll(
          () =>
            fetch(url).then(
              () => 'there',
              () => 'gone',
            ),
          { timeout: 10_000 },
        )
        .toBe('gone')
    running = await startProcess({ SLUICE_DATA: folder }, [], 2)

    expect((await servers(running)).data.map(({ id }) => id).sort()).toEqual(nodes.sort())
    const status = async () =>
      ((await ask(running, 'GET', '/mmc/api/clusters/east')).json as { clusterStatus: string }).clusterStatus
    await expect.poll(status, { timeout: 30_000, interval: 200 }).toBe('OK')
    expect(await running.end()).toBe(0)
    await remove()
  },
)
