-- A few rows of the volunteers' site as MySQL 5.6 gives them, with what is wrong in them. All persons are invented.
CREATE TABLE wm_hd (hdbh TEXT PRIMARY KEY NOT NULL, hdmc TEXT, hdlx TEXT, fqdw TEXT, fqxydm TEXT, csdm TEXT, wgbm TEXT, dd TEXT, kssj TEXT, jssj TEXT, zmrs TEXT, jfbz TEXT, zt TEXT, gxsj TEXT, lrr TEXT, bz TEXT);
CREATE TABLE wm_sj (sjbh TEXT PRIMARY KEY NOT NULL, sjmc TEXT, xydm TEXT, sjlx TEXT, dz TEXT, lxdh TEXT, dhsm TEXT, jmrq TEXT, zt TEXT, gxsj TEXT, lrr TEXT);
CREATE TABLE wm_zyz (zyzbh TEXT PRIMARY KEY NOT NULL, xm TEXT, xb TEXT, zjlx TEXT, zjhm TEXT, sjh TEXT, wgbm TEXT, zcrq TEXT, ljsc TEXT, jfye TEXT, hyjg TEXT, hysj TEXT, zt TEXT, gxsj TEXT, mm TEXT, openid TEXT, lrr TEXT);
CREATE TABLE wm_fw (fwbh TEXT PRIMARY KEY NOT NULL, hdbh TEXT, zyzbh TEXT, qdsj TEXT, qtsj TEXT, fwsc TEXT, qrzt TEXT, gxsj TEXT, lrr TEXT);
CREATE TABLE wm_jfls (lsbh TEXT PRIMARY KEY NOT NULL, zyzbh TEXT, jflx TEXT, jf TEXT, ye TEXT, hdbh TEXT, sjbh TEXT, cxls TEXT, fssj TEXT, zy TEXT, lrr TEXT);

INSERT INTO wm_hd VALUES
  ('HD2026000001', '胜利社区周末大扫除', '2', '样本物业有限公司', '91370283MB00000198', '370283001001', '370283001001001', '胜利路8号', '2026-02-07 08:30:00', '2026-02-07 11:30:00', '20', '10', '3', '2026-02-08 09:00:00', 'zhao', ''),
  ('HD2026000002', '冬至包饺子', '3', '胜利社区居委会', '', '370283001001', '370283001001001', '-', '2026-12-21 09:00:00', '0000-00-00 00:00:00', '无', '10', '1', '2026-02-08 09:00:00', 'zhao', NULL),
  ('HD2014000003', '旧活动', '8', NULL, NULL, '370283105201', '', NULL, '2014-05-01 09:00:00', '2014-05-01 10:00:00', '0', '0', '3', '0000-00-00 00:00:00', 'wang', NULL);
INSERT INTO wm_sj VALUES
  ('SJ00000001', '样本超市', '92370283MB00000195', '1', '胜利路10号', '13800000021', '10分换鸡蛋一斤', '2023-5-1', '1', '2026-02-01 09:00:00', 'zhao'),
  ('SJ00000002', '样本理发店', '无', '3', '', '0532-88360009', '', '长期', '0', '2026-02-01 09:00:00', 'zhao');
INSERT INTO wm_zyz VALUES
  ('ZYZ0000000001', '测甲', '男', '01', '370283198001010000', '13800000001', '370283001001001', '2019-3-5', '5.50', '35', '1', '2019-03-05 09:12:00', '1', '2026-02-08 09:00:00', '5f4dcc3b5aa765d61d8327deb882cf99', 'oX1', 'site'),
  ('ZYZ0000000002', '例?', '女', '01', '37028319801003000x', '138 0000 0002', '370283001001001', '20240230', '0.00', '0', '2', '2020-01-01 08:00:00', '1', '2026-02-08 09:00:00', '', '', 'site'),
  ('ZYZ0000000003', '试', '2', '01', '无', '', NULL, '0000-00-00', '', '', '0', '0000-00-00 00:00:00', '2', '0000-00-00 00:00:00', NULL, NULL, 'site'),
  ('ZYZ0000000004', '??', '女', '01', '370283198506120002', '13800000004', '370283001001001', '2025-06-01', '3.00', '30', '3', '2025-06-01 10:00:00', '1', '2026-02-08 09:00:00', '', '', 'site');
INSERT INTO wm_fw VALUES
  ('FWJL00000000001', 'HD2026000001', 'ZYZ0000000001', '2026-02-07 08:28:00', '2026-02-07 11:31:00', '3.00', 'Y', '2026-02-08 09:00:00', 'site'),
  ('FWJL00000000002', 'HD2014000003', 'ZYZ0000000001', '2014-05-01 09:00:00', '0000-00-00 00:00:00', '2.50', 'Y', '2014-05-02 09:00:00', 'site'),
  ('FWJL00000000003', 'HD2026000001', 'ZYZ0000000004', '2026-02-07 08:30:00', '2026-02-07 11:30:00', '3.00', '', '2026-02-08 09:00:00', 'site');
INSERT INTO wm_jfls VALUES
  ('9007199254740993', 'ZYZ0000000001', '1', '30', '30', 'HD2026000001', '', '', '2026-02-08 09:00:00', '活动积分', 'site'),
  ('9007199254740994', 'ZYZ0000000001', '1', '25', '55', 'HD2014000003', '', '', '2026-02-08 09:01:00', '活动积分', 'site'),
  ('9007199254740995', 'ZYZ0000000001', '2', '-20', '35', '', 'SJ00000001', '', '2026-02-09 15:00:00', '兑换码', 'site'),
  ('9007199254740996', 'ZYZ0000000001', '3', '0', '35', '', 'SJ00000001', '', '2026-02-09 15:03:00', '鸡蛋,联系13800000001', 'site'),
  ('9007199254740997', 'ZYZ0000000004', '7', '30', '30', 'HD2026000001', NULL, NULL, '2026-02-08 09:00:00', NULL, 'site');
