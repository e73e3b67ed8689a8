"""Addresses of the seals."""

from django.urls import path

from manju.seals.views import anchors, authorities, items, seals, verify

app_name = "seals"
urlpatterns = [
    path("protection/seals/", seals.home, name="home"),
    path("protection/seals/now/", seals.now, name="now"),
    path("protection/seals/items/", items.item_list, name="items"),
    path("protection/seals/log/", seals.log_page, name="log"),
    path("protection/seals/log/entries.json", seals.log_file, name="log_file"),
    path("protection/seals/log/consistency.json", seals.consistency, name="consistency"),
    path("protection/seals/verify/", verify.verify_page, name="verify"),
    path("protection/seals/authorities/", authorities.authority_list, name="authorities"),
    path("protection/seals/authorities/add/", authorities.add, name="authority_add"),
    path("authorities/<int:pk>/", authorities.authority, name="authority"),
    path("authorities/<int:pk>/remove/", authorities.remove, name="authority_remove"),
    path("protection/seals/anchors/", anchors.anchor_list, name="anchors"),
    path("protection/seals/anchors/add/", anchors.choose, name="anchor_choose"),
    path("protection/seals/anchors/add/chain/", anchors.add, {"kind": "evm"}, name="anchor_add_chain"),
    path("protection/seals/anchors/add/tencent/", anchors.add, {"kind": "tencent_btoe"}, name="anchor_add_tencent"),
    path("protection/seals/anchors/add/huawei/", anchors.add, {"kind": "huawei_dac"}, name="anchor_add_huawei"),
    path("anchors/<int:pk>/", anchors.anchor, name="anchor"),
    path("anchors/<int:pk>/remove/", anchors.remove, name="anchor_remove"),
    path("seals/<int:pk>/", seals.batch, name="batch"),
    path("seals/<int:pk>/retry/", seals.retry, name="retry"),
    path("evidence/<int:pk>/", items.item, name="item"),
    path("evidence/<int:pk>/file", items.file, name="file"),
    path("evidence/<int:pk>/proof.json", items.proof, name="proof"),
    path("evidence/<int:pk>/certificate.pdf", items.certificate, name="certificate"),
]
