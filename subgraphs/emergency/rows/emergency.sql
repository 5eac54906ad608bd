-- A few rows of the supervision of enterprises as PostgreSQL gives them, with what is wrong in them. All persons are invented.
CREATE TABLE yj_qy (qybh TEXT PRIMARY KEY NOT NULL, xydm TEXT, qymc TEXT, hydm TEXT, dz TEXT, jd TEXT, wd TEXT, wgbm TEXT, fxdj TEXT, pgrq TEXT, aqy TEXT, aqydh TEXT, sfwhp TEXT, gxsj TEXT, lrr TEXT, bz TEXT);
CREATE TABLE yj_whp (id TEXT PRIMARY KEY NOT NULL, qybh TEXT, whpmc TEXT, cas TEXT, cl TEXT, dw TEXT, zdcl TEXT, pdrq TEXT, gxsj TEXT, lrr TEXT);
CREATE TABLE yj_yh (yhbh TEXT PRIMARY KEY NOT NULL, qybh TEXT, yhmc TEXT, yhms TEXT, yhlb TEXT, yhjb TEXT, jcsj TEXT, jcrbh TEXT, zgqx TEXT, zgzt TEXT, wgbm TEXT, gxsj TEXT, lrr TEXT, bz TEXT);

INSERT INTO yj_qy VALUES
  ('YJQY00000001', '91370283MB00000198', '平度市样本化工有限公司', 'C2614', '同和街道工业路1号', '119.960000', '36.790000', '370283001001001', '2', '2026-01-15', '测安', '13800000031', 't', '2026-02-01 09:00:00', 'sun', ''),
  ('YJQY00000002', '91370283MB0000019X', '样本食品厂', 'C1310', '无', '36.790000', '119.960000', '370283001001001', '4', '2025-06-30', '试·安', '0532-8836', 'f', '2026-02-01 09:00:00', 'sun', NULL),
  ('YJQY00000003', NULL, '旧厂', NULL, '-', '0.000000', '0.000000', NULL, '5', NULL, NULL, NULL, NULL, '2020-02-01 09:00:00', 'sun', NULL);
INSERT INTO yj_whp VALUES
  ('9007199254740993', 'YJQY00000001', '甲醇', '67-56-1', '12.500', 'T', '20.000', '2026-02-10', '2026-02-10 17:00:00', 'sun'),
  ('9007199254740994', 'YJQY00000001', '盐酸', '', '800.000', 'KG', NULL, '2026-02-10', '2026-02-10 17:00:00', 'sun'),
  ('9007199254740995', 'YJQY00000002', '液氨', '7664-41-7', '1.000', '桶', '2.000', NULL, '2026-02-10 17:00:00', 'sun');
INSERT INTO yj_yh VALUES
  ('YH202600000001', 'YJQY00000001', '储罐区无围堰', '罐区东侧围堰破损，联系人测安13800000031。', '4', '2', '2026-02-10 10:30:00', 'AJ0001', '2026-03-10 23:59:59', '20', '370283001001001', '2026-02-12 09:00:00', 'sun', ''),
  ('YH202600000002', 'YJQY00000002', '配电箱未上锁', '无', '2', '1', '2026-02-11 15:00:00', 'AJ0002', '2026-02-18 23:59:59', '40', '370283105001001', '2026-02-17 09:00:00', 'sun', NULL),
  ('YH201900000003', 'YJQY00000003', '旧隐患', NULL, '7', '3', NULL, NULL, NULL, '99', NULL, '2019-02-17 09:00:00', 'sun', NULL);
