/** Below the answer: what it lacks and why, each row with the department and the catalogue entry to apply for. */
import { Fragment } from 'react'
import { gapsOf } from './gaps.ts'
import { kindLabels, labels, reasonLabels, say, type Language } from './labels.ts'

export interface Answered {
  readonly body: unknown
  readonly status: number
  readonly milliseconds: number
}

interface GapPanelProps {
  readonly answered: Answered | null
  readonly language: Language
  readonly departmentTitle: (name: string) => string
}

export function GapPanel({ answered, language, departmentTitle }: GapPanelProps) {
  const gaps = answered ? gapsOf(answered.body) : []
  return (
    <section className="gaps" aria-live="polite">
      <h2>
        {say(labels.gaps, language)}
        {answered && (
          <small>
            HTTP {answered.status} · {Math.round(answered.milliseconds)} {say(labels.milliseconds, language)}
          </small>
        )}
      </h2>
      {gaps.length === 0 ? (
        <p className={answered ? 'whole' : 'waiting'}>{say(answered ? labels.noGaps : labels.notRun, language)}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th />
              <th>{say(labels.where, language)}</th>
              <th>{say(labels.why, language)}</th>
              <th>
                {say(labels.owner, language)} · {say(labels.apply, language)}
              </th>
            </tr>
          </thead>
          <tbody>
            {gaps.map((gap) => {
              const why = gap.reason ?? gap.code
              return (
                <tr key={[gap.kind, gap.code, gap.path, gap.reason, gap.department].join()}>
                  <td>
                    <span className={`kind ${gap.kind.toLowerCase()}`}>{say(kindLabels[gap.kind], language)}</span>
                  </td>
                  <td>
                    <code>{gap.path ? breakable(gap.path) : (gap.since ?? say(labels.wholeRequest, language))}</code>
                    {gap.count > 1 && <b className="count"> × {gap.count}</b>}
                  </td>
                  <td title={gap.traceId ? `trace ${gap.traceId}` : undefined}>
                    {say(reasonLabels[why], language)} <code className="quiet">{why}</code>
                  </td>
                  <td>
                    {gap.department && departmentTitle(gap.department)}
                    {gap.catalogue && (
                      <a className="catalogue" href={gap.catalogue} target="_blank" rel="noreferrer">
                        {breakable(gap.catalogue.replace(/^\/catalogue\/[^/]+\//, ''))}
                      </a>
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** Long paths break after a dot or slash, never inside a word. */
function breakable(path: string) {
  return path.split(/(?<=[./])/).map((part, index) => (
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ))
}
