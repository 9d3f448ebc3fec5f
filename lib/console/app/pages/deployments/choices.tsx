import FormField from '@cloudscape-design/components/form-field'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Multiselect, { type MultiselectProps } from '@cloudscape-design/components/multiselect'
import { useWatch } from '../../api/watch.ts'
import { byName } from '../../parts/by-name.ts'

/** What a deployment puts where: versions, and servers, server groups and clusters by their ids. */
export interface Content {
  applications: string[]
  servers: string[]
  clusters: string[]
}

type Options = readonly MultiselectProps.OptionGroup[]

/** What can be chosen, as it is at the moment. */
export function useChoices() {
  const repository = useWatch('GET /mmc/api/repository', {}).data
  const servers = useWatch('GET /mmc/api/servers', {}).data
  const clusters = useWatch('GET /mmc/api/clusters', {}).data
  const groups = useWatch('GET /mmc/api/serverGroups', {}).data
  const isNode = new Set(clusters?.data.flatMap(({ nodeServerIds }) => nodeServerIds))
  const applications: Options = (repository?.data ?? []).toSorted(byName).map(({ name, versions }) => ({
    label: name,
    options: versions.map((version) => ({ value: version.id, label: `${name} ${version.name}` })),
  }))
  const targets: Options = [
    {
      label: 'Clusters',
      options: (clusters?.data ?? [])
        .toSorted(byName)
        .map(({ id, name, status }) => ({ value: id, label: name, description: status })),
    },
    {
      label: 'Servers outside clusters',
      options: (servers?.data ?? [])
        .filter(({ id }) => !isNode.has(id))
        .toSorted(byName)
        .map(({ id, name, status }) => ({ value: id, label: name, description: status.toLowerCase() })),
    },
    {
      label: 'Server groups',
      options: (groups?.data ?? []).toSorted(byName).map(({ id, name, serverCount }) => ({
        value: id,
        label: name,
        description: `${serverCount} servers`,
      })),
    },
  ].filter(({ options }) => options.length > 0)
  const isCluster = (id: string) => clusters?.data.some((one) => one.id === id) ?? false
  return { applications, targets, isCluster, isLoading: !repository || !servers || !clusters }
}

interface ContentFieldsProps {
  content: Content
  /** What is wrong, by field: `applications`, `targets`. */
  problems?: Readonly<Record<string, string>>
  onChange: (content: Content) => void
}

/** Two fields: what is deployed, and where. */
export function ContentFields({ content, problems = {}, onChange }: ContentFieldsProps) {
  const { applications, targets, isCluster, isLoading } = useChoices()
  return (
    <SpaceBetween size="l">
      <Choose
        label="Applications"
        problem={problems.applications}
        description="If you choose two versions of one application, the one that you add later is deployed."
        empty="The repository is empty. Upload an archive first."
        options={applications}
        isLoading={isLoading}
        chosen={content.applications}
        onChange={(ids) => onChange({ ...content, applications: ids })}
      />
      <Choose
        label="Targets"
        problem={problems.targets}
        description="Clusters, servers outside clusters, and server groups."
        empty="No servers. Start an agent with an enrolment token first."
        options={targets}
        isLoading={isLoading}
        chosen={[...content.clusters, ...content.servers]}
        onChange={(ids) =>
          onChange({ ...content, clusters: ids.filter(isCluster), servers: ids.filter((id) => !isCluster(id)) })
        }
      />
    </SpaceBetween>
  )
}

interface ChooseProps {
  label: string
  description: string
  problem?: string
  empty: string
  options: Options
  isLoading: boolean
  chosen: string[]
  onChange: (ids: string[]) => void
}

function Choose({ label, description, problem, empty, options, isLoading, chosen, onChange }: ChooseProps) {
  const known = new Map(options.flatMap((group) => group.options).map((option) => [option.value ?? '', option]))
  return (
    <FormField label={label} description={description} errorText={problem}>
      <Multiselect
        selectedOptions={chosen.map((id) => known.get(id) ?? { value: id, label: id })}
        options={options}
        filteringType="auto"
        statusType={isLoading ? 'loading' : 'finished'}
        loadingText="Loading"
        placeholder={`Choose ${label.toLowerCase()}`}
        empty={empty}
        deselectAriaLabel={({ label: name }) => `Remove ${name}`}
        onChange={({ detail }) => onChange(detail.selectedOptions.map(({ value }) => value ?? ''))}
      />
    </FormField>
  )
}
