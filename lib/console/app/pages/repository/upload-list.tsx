import Button from '@cloudscape-design/components/button'
import ProgressBar, { type ProgressBarProps } from '@cloudscape-design/components/progress-bar'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { AppLink } from '../../parts/app-link.tsx'
import { Section } from '../../parts/section.tsx'
import { localId } from '../../api/ids.ts'
import { sizeText } from './archive-names.ts'
import { cancelUpload, forgetUpload, isUnderWay, useUploads, type Stage, type Upload } from './uploads.ts'

/** Uploads of this tab: how far those under way are, and what became of the others. `versionIds`: what the repository has, once known. */
export function UploadList({ versionIds }: { versionIds?: readonly string[] }) {
  const uploads = useUploads()
  if (uploads.length === 0) return null
  return (
    <Section title="Uploads" description="Uploads continue while you use other pages of the console.">
      <SpaceBetween size="l">
        {uploads.map((upload) => (
          <Progress key={upload.id} upload={upload} versionIds={versionIds} />
        ))}
      </SpaceBetween>
    </Section>
  )
}

const words: Readonly<Record<Stage, string>> = {
  reading: 'Computing the checksum',
  sending: 'Uploading',
  checking: 'Upload complete; checking the archive',
  registered: 'Added to the repository',
  refused: 'Refused',
  failed: 'Upload failed',
  cancelled: 'Cancelled',
  interrupted: 'The page was reloaded before the upload was complete. Upload the archive again.',
}

const looks: Readonly<Partial<Record<Stage, ProgressBarProps.Status>>> = {
  registered: 'success',
  refused: 'error',
  failed: 'error',
  cancelled: 'error',
  interrupted: 'error',
}

function Progress({ upload, versionIds }: { upload: Upload; versionIds?: readonly string[] }) {
  const { id, stage, cause, versionId, fileName, sizeBytes, doneBytes, applicationName, versionName } = upload
  const name = [applicationName || fileName, versionName].filter(Boolean).join(' ')
  const version = versionId && localId(versionId)
  const isThere = version !== undefined && (versionIds?.includes(version) ?? false)
  const isMoving = stage === 'reading' || stage === 'sending'
  return (
    <SpaceBetween size="xs">
      <ProgressBar
        label={name}
        value={sizeBytes === 0 ? 100 : (100 * doneBytes) / sizeBytes}
        status={looks[stage] ?? 'in-progress'}
        additionalInfo={
          isMoving
            ? `${words[stage]}: ${sizeText(doneBytes)} of ${sizeText(sizeBytes)}`
            : isUnderWay(upload) && words[stage]
        }
        resultText={cause ? `${words[stage]}: ${cause}` : words[stage]}
      />
      <SpaceBetween direction="horizontal" size="xs">
        {isThere && <AppLink to={`/repository/${version}`}>View version</AppLink>}
        {isThere && <AppLink to={`/deployments/new?applications=${version}`}>Deploy</AppLink>}
        {isUnderWay(upload) ? (
          isMoving && (
            <Button variant="inline-link" ariaLabel={`Cancel the upload of ${name}`} onClick={() => cancelUpload(id)}>
              Cancel
            </Button>
          )
        ) : (
          <Button variant="inline-link" ariaLabel={`Dismiss the upload of ${name}`} onClick={() => forgetUpload(id)}>
            Dismiss
          </Button>
        )}
      </SpaceBetween>
    </SpaceBetween>
  )
}
