/** Tables of a department's database from a list of their columns: what SQL Server and Oracle did there, SQLite does here. */

/** The city's clock, whatever zone the machine is in. */
const now = `datetime('now', '+8 hours')`

/** The first column is the key; BBH counts; GXSJ, CZSJ and SBSJ are filled by the database in local time. */
export function tableSql(all: Readonly<Record<string, string>>): string {
  return Object.entries(all)
    .map(([table, columns]) => {
      const lines = columns.split(' ').map((column, i) => {
        if (i === 0) return `${column} TEXT PRIMARY KEY NOT NULL`
        if (column === 'BBH') return 'BBH INTEGER NOT NULL DEFAULT 1'
        return /^(GXSJ|CZSJ|SBSJ)$/.test(column) ? `${column} TEXT DEFAULT (${now})` : `${column} TEXT`
      })
      return `CREATE TABLE ${table} (${lines.join(', ')});\n`
    })
    .join('')
}

/** Made after loading, so that loading keeps the change times it gives. */
export function triggerSql(all: Readonly<Record<string, string>>): string {
  return Object.entries(all)
    .filter(([, columns]) => columns.split(' ').includes('GXSJ'))
    .map(([table, columns]) => {
      const key = columns.split(' ')[0]
      return `CREATE TRIGGER TR_${table} AFTER UPDATE ON ${table} FOR EACH ROW BEGIN UPDATE ${table} SET GXSJ = ${now} WHERE ${key} = NEW.${key}; END;\n`
    })
    .join('')
}

export function indexSql(all: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(all)
    .flatMap(([table, columns]) =>
      columns.map((column) => `CREATE INDEX IX_${table}_${column} ON ${table} (${column});\n`),
    )
    .join('')
}
