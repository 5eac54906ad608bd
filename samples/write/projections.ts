/** What GIS programs write into a .prj for the coordinate systems of the city (ESRI's well-known text). */

const cgcs2000 =
  'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],' +
  'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'

const gaussKrueger = (name: string, falseEasting: string) =>
  `PROJCS["${name}",${cgcs2000},PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",${falseEasting}],` +
  'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],' +
  'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'

export const projections = {
  CGCS2000: cgcs2000,
  'EPSG:4528': gaussKrueger('CGCS2000_3_Degree_GK_Zone_40', '40500000.0'),
  'EPSG:4549': gaussKrueger('CGCS2000_3_Degree_GK_CM_120E', '500000.0'),
} as const
