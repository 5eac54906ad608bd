/**
 * Plants every mutant of a guard into its source at once, each asleep behind `__mutant(id)`: so that a file is compiled once and the
 * mutant that is tried is chosen when the tests run. What counts as a guard is found in the syntax tree:
 *
 * - a condition after which something is refused (throw, a refusal, null, false, the next of a loop): removed, and turned round;
 * - a condition after which somebody is let in: always true, and turned round;
 * - each part of such a condition that is joined by && or ||: left out;
 * - what a function that answers yes or no says: always yes, always no, and each part left out;
 * - a call whose only purpose is to refuse (`requirePlain`, `check…`): left out.
 */
import ts from 'typescript'

/**
 * @typedef {{ id: string, line: number, change: string, source: string }} Mutant
 * @param {string} file path from the project's folder, the first part of the ids
 * @param {string} source
 * @returns {{ code: string, mutants: Mutant[] }}
 */
export function instrument(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS)
  /** @type {Mutant[]} */
  const mutants = []
  /** @type {Map<ts.Node, (text: string) => string>} */
  const wrappers = new Map()
  const note = (node, change) => {
    const id = `${file}#${mutants.length}`
    const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1
    mutants.push({ id, line, change, source: node.getText().replace(/\s+/g, ' ').slice(0, 90) })
    return `__mutant(${JSON.stringify(id)})`
  }
  const plant = (node, changes) => {
    if (wrappers.has(node)) return
    const made = changes.map(([change, replace]) => [note(node, change), replace])
    wrappers.set(node, (text) =>
      made.reduceRight((rest, [awake, replace]) => `(${awake} ? ${replace(text)} : ${rest})`, `(${text})`),
    )
  }
  const parts = (node) => {
    if (ts.isParenthesizedExpression(node)) return parts(node.expression)
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) return parts(node.operand)
    if (!ts.isBinaryExpression(node)) return
    const and = node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
    if (!and && node.operatorToken.kind !== ts.SyntaxKind.BarBarToken) return
    for (const side of [node.left, node.right]) {
      parts(side)
      if (!isJoined(side)) plant(side, [['left out', () => String(and)]])
    }
  }
  const yesOrNo = (expression) => {
    if (expression.kind === ts.SyntaxKind.TrueKeyword || expression.kind === ts.SyntaxKind.FalseKeyword) {
      plant(expression, [['turned round', (text) => `!${text}`]])
      return
    }
    parts(expression)
    plant(expression, [
      ['always yes', () => 'true'],
      ['always no', () => 'false'],
    ])
  }
  const visit = (node) => {
    if (ts.isIfStatement(node) && decides(node)) {
      parts(node.expression)
      const opening = opens(node.thenStatement)
      plant(node.expression, [
        [opening ? 'always' : 'removed', () => String(opening)],
        ['turned round', (text) => `!(${text})`],
      ])
    } else if (ts.isConditionalExpression(node) && (isRefusal(node.whenTrue) || isRefusal(node.whenFalse))) {
      parts(node.condition)
      plant(node.condition, [['turned round', (text) => `!(${text})`]])
    } else if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression) && isCheck(node.expression)) {
      const awake = note(node, 'left out')
      // On a line of its own: the statement before may end without a semicolon.
      wrappers.set(node, (text) => `\nif (!${awake}) {${text}}`)
    } else if (isFunction(node) && node.body && saysYesOrNo(node)) {
      if (ts.isBlock(node.body)) for (const expression of returned(node.body)) yesOrNo(expression)
      else yesOrNo(node.body)
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  const render = (node) => {
    let text = ''
    let at = node.pos
    ts.forEachChild(node, (child) => {
      text += source.slice(at, child.pos) + render(child)
      at = child.end
    })
    text += source.slice(at, node.end)
    const wrap = wrappers.get(node)
    return wrap ? wrap(text) : text
  }
  const awake = 'const __mutant = globalThis.__pentagraphMutant ?? (() => false);'
  return { code: mutants.length === 0 ? source : awake + render(tree), mutants }
}

// Private:

function isJoined(node) {
  if (ts.isParenthesizedExpression(node)) return isJoined(node.expression)
  return (
    ts.isBinaryExpression(node) &&
    (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      node.operatorToken.kind === ts.SyntaxKind.BarBarToken)
  )
}

function isFunction(node) {
  return (
    ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isArrowFunction(node) || ts.isGetAccessor(node)
  )
}

/** Declared as such, or given to something that only asks yes or no. */
function saysYesOrNo(node) {
  if (node.type) return node.type.kind === ts.SyntaxKind.BooleanKeyword || ts.isTypePredicateNode(node.type)
  const call = node.parent
  return (
    ts.isArrowFunction(node) &&
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    ['filter', 'some', 'every', 'find'].includes(call.expression.name.text)
  )
}

/** What the function returns, without the functions inside it. */
function returned(body) {
  const found = []
  const visit = (node) => {
    if (isFunction(node) || ts.isFunctionExpression(node)) return
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression)
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(body, visit)
  return found
}

/** The branch, or the chain of branches that goes on behind it, ends in a refusal or lets somebody in. */
function decides(node) {
  const branches = [node.thenStatement, ...(node.elseStatement ? [node.elseStatement] : [])]
  return branches.some((branch) => refuses(branch) || opens(branch) || (ts.isIfStatement(branch) && decides(branch)))
}

/** Lets somebody in: the decision that does, or the reason for a refusal that is then given. */
function opens(statement) {
  if (ts.isBlock(statement)) return statement.statements.some(opens)
  if (ts.isReturnStatement(statement)) return /\b(plainly|ALLOW)\b/.test(statement.expression?.getText() ?? '')
  return false
}

function refuses(statement) {
  if (ts.isBlock(statement)) {
    const last = statement.statements.at(-1)
    return last !== undefined && refuses(last)
  }
  if (ts.isThrowStatement(statement) || ts.isContinueStatement(statement)) return true
  return ts.isReturnStatement(statement) && (statement.expression === undefined || isRefusal(statement.expression))
}

const refusal = /deny|denied|denial|refus|unacceptable|badHeader|tooCostly|pentagraphError|nobody|OUT_OF|NO_/i

function isRefusal(expression) {
  if (ts.isParenthesizedExpression(expression)) return isRefusal(expression.expression)
  if (expression.kind === ts.SyntaxKind.NullKeyword || expression.kind === ts.SyntaxKind.FalseKeyword) return true
  if (ts.isIdentifier(expression)) return expression.text === 'undefined' || refusal.test(expression.text)
  if (ts.isAwaitExpression(expression)) return isRefusal(expression.expression)
  if (ts.isArrayLiteralExpression(expression)) return expression.elements.length === 0
  return ts.isCallExpression(expression) && refusal.test(expression.expression.getText())
}

function isCheck(call) {
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : call.expression.getText()
  return /^(require|check|refuse|assert|need|inside$|inner$)/.test(name)
}
