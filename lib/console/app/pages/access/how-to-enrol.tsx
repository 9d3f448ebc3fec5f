import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { Text } from '../../parts/text.tsx'
import type { NewToken } from './token-form.tsx'

/** What an agent tells of itself when it enrols. */
const example = {
  protocol: 1,
  name: 'orders-1',
  agentUrl: 'http://10.0.0.1:7777/mmc-support',
  hostIp: '10.0.0.1',
  runtimeVersion: '3.8.0',
}

/** What to do with an enrolment token, for each kind of runtime. */
export function HowToEnrol({ token: { token, maxUses, autoRegister } }: { token: NewToken }) {
  const url = location.origin
  const ways = [
    {
      title: 'A runtime with an agent that speaks the agent protocol',
      words:
        'Give the agent this address and the token. It enrols once by this request, and checks in with the credential that it is answered. A Mule runtime has no such agent of its own.',
      label: 'the request that an agent enrols with',
      line: `curl -X POST ${url}/agent/agents -H 'authorization: Bearer ${token}' -H 'content-type: application/json' \\\n  -d '${JSON.stringify(example)}'`,
    },
    {
      title: 'Node-RED',
      words:
        'Run this in the folder of Sluice, on the machine that is to run the flows. The first time it installs Node-RED.',
      label: 'the line that starts Node-RED',
      line: `npm run node-red -- --url ${url} --token ${token}`,
    },
    {
      title: 'Simulated servers, to try it',
      words: 'Run this in the folder of Sluice. They carry out all that is asked of them, and really run nothing.',
      label: 'the line that starts simulated runtimes',
      line: `npm run simulate -- --url ${url} --token ${token} --servers ${Math.min(3, maxUses)}`,
    },
  ]
  return (
    <SpaceBetween size="m">
      {ways.map(({ title, words, label, line }) => (
        <div key={title}>
          <Box variant="h3">{title}</Box>
          <Box color="text-body-secondary">{words}</Box>
          <Text label={label} value={line} />
        </div>
      ))}
      <div>
        {autoRegister
          ? 'What enrols becomes a server by itself, and is listed under Servers after its first check-in.'
          : 'What enrols becomes no server by itself: register it under Servers, by the agent URL that it enrols with.'}
      </div>
    </SpaceBetween>
  )
}
