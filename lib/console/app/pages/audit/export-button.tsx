import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { useCommand } from '../../use-command.ts'
import { exportAudit } from './export.ts'
import { saveAs } from './save-as.ts'

/** Has the browser keep all records that a query selects, those of one kind where one is named; tells how far it is. */
export function ExportButton({ query, kind, isDisabled }: { query: object; kind: string; isDisabled?: boolean }) {
  const { isRunning, run } = useCommand()
  const [count, setCount] = useState(0)
  const isWanted = (line: string) =>
    kind === '' || (JSON.parse(line) as { thing: { kind: string } }).thing.kind === kind
  const save = () =>
    run(
      'The export',
      async () => {
        setCount(0)
        const found = await exportAudit(query, isWanted, setCount)
        saveAs('audit.jsonl', found.lines)
        return found.count
      },
      (all) => `${all.toLocaleString('en')} changes were exported to audit.jsonl.`,
      true,
    )
  return (
    <Button
      iconName="download"
      loading={isRunning}
      disabled={isDisabled}
      loadingText={`${count.toLocaleString('en')} changes so far`}
      onClick={() => void save()}
    >
      {isRunning ? `Exporting: ${count.toLocaleString('en')}` : 'Export as JSON lines'}
    </Button>
  )
}
