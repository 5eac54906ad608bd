/**
 * Division codes under which invented persons are registered: they stand in no edition of GB/T 2260, so that no number made here
 * is anybody's. The hub's own area table does not know them either; only the samples do.
 */
export const sampleAreas = [
  '370290',
  '370291',
  '370292',
  '370293',
  '370294',
  '370295',
  '370296',
  '370297',
  '370298',
  '370299',
] as const
