/** `publicSecurityRef`: the field in which the registry hands a department its local keys. The kit names it the same way. */
export function refField(department: string): string {
  return `${department.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Ref`
}
