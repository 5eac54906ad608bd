/** Longitude and latitude in decimal degrees, or metres east and north where the system is a projected one. */
export type Position = readonly [x: number, y: number]
