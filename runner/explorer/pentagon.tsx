/** The mark of the hub: five nouns, each with a way to every other. */

export function Pentagon() {
  return (
    <svg viewBox="0 0 40 40" width="34" height="34" aria-hidden="true">
      <polygon points="20,3 36.2,14.7 30,33.8 10,33.8 3.8,14.7" fill="none" stroke="currentColor" strokeWidth="2" />
      <polygon
        points="20,3 30,33.8 3.8,14.7 36.2,14.7 10,33.8"
        fill="none"
        stroke="currentColor"
        strokeWidth="0.9"
        opacity="0.55"
      />
      {['20,3', '36.2,14.7', '30,33.8', '10,33.8', '3.8,14.7'].map((point) => {
        const [cx, cy] = point.split(',')
        return <circle key={point} cx={cx} cy={cy} r="2.6" fill="currentColor" />
      })}
    </svg>
  )
}
