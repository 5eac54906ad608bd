/** Runs the tests of a file again, as jest-circus did: hooks and tests in order. */

/**
 * The first test that fails (one whose hooks fail counts as failing), or null. `only` runs that test alone, with the hooks around it.
 * @param state of jest-circus
 */
export function firstFailure(state, only = null) {
  return block(state.rootDescribeBlock, { only, timeout: state.testTimeout })
}

// Private:

async function block(describe, run) {
  const tests = testsOf(describe).filter((test) => run.only === null || test === run.only)
  const [first] = tests
  if (describe.mode === 'skip' || first === undefined) return null
  const hooks = (type) => describe.hooks.filter((hook) => hook.type === type)
  let failed = null
  const attempt = async (fn, timeout, on) => {
    try {
      await within(fn, timeout ?? run.timeout)
    } catch {
      failed ??= on
    }
  }
  for (const { fn, timeout } of hooks('beforeAll')) if (failed === null) await attempt(fn, timeout, first)
  for (const child of describe.children) {
    if (failed !== null) break
    if (child.type === 'describeBlock') failed = await block(child, run)
    else if (tests.includes(child)) {
      const around = chainOf(describe)
      for (const { fn, timeout } of around.flatMap((one) => one.hooks.filter(({ type }) => type === 'beforeEach')))
        if (failed === null) await attempt(fn, timeout, child)
      if (failed === null) await attempt(child.fn, child.timeout, child)
      for (const { fn, timeout } of around
        .toReversed()
        .flatMap((one) => one.hooks.filter(({ type }) => type === 'afterEach')))
        await attempt(fn, timeout, child)
    }
  }
  for (const { fn, timeout } of hooks('afterAll')) await attempt(fn, timeout, tests.at(-1))
  return failed
}

function testsOf({ children, mode }) {
  if (mode === 'skip') return []
  return children.flatMap((child) => {
    if (child.type === 'describeBlock') return testsOf(child)
    return child.mode === 'skip' || child.mode === 'todo' ? [] : [child]
  })
}

/** From the outermost block to this one. */
function chainOf(describe) {
  return describe.parent ? [...chainOf(describe.parent), describe] : [describe]
}

async function within(fn, milliseconds) {
  let timer
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the test hangs')), milliseconds)
  })
  try {
    await Promise.race([fn(), late])
  } finally {
    clearTimeout(timer)
  }
}
