"""MoveNet MultiPose Lightning (Google, Apache-2.0), TF.js weights -> ONNX with the six heads as outputs."""
import json,sys,base64
import numpy as np, onnx
from onnx import helper as h, TensorProto as T, numpy_helper as nh
src,out=sys.argv[1:3]
d=json.load(open(src+'.json')); N={x['name']:x for x in d['modelTopology']['node']}
raw=open(src+'.bin','rb').read(); off=0; W={}
for m in d['weightsManifest']:
    for x in m['weights']:
        n=int(np.prod(x['shape'])) if x['shape'] else 1; t,b=(np.float16,2) if x['dtype']=='float32' else (np.int32,4)
        W[x['name']]=np.frombuffer(raw,t,n,off).reshape(x['shape']); off+=b*n
heads={'center':'center_0/conv2d_4','scale':'box_scale_0/conv2d_5','offset':'box_offset_0/conv2d_6','points':'kpt_regress_0/conv2d_8','heat':'kpt_heatmap_0/conv2d_7'}
P='StatefulPartitionedCall/'
nodes=[];inits=[];done={}
def const(name,a): inits.append(nh.from_array(np.ascontiguousarray(a),name)); return name
def f16(name,a):  # stored as half floats, used as floats
    const(name+'_h',a.astype(np.float16)); nodes.append(h.make_node('Cast',[name+'_h'],[name],to=T.FLOAT)); return name
names={}
def nm(s): return names.setdefault(s,f't{len(names)}')
def go(s):
    if s in done: return done[s]
    x=N[s]; op=x['op']; a=x.get('attr',{})
    if s==P+'sub_1': r='image'
    elif op in('_FusedConv2D','FusedDepthwiseConv2dNative','DepthwiseConv2dNative'):
        i=go(x['input'][0]); w=W[x['input'][1]]; r=nm(s)
        st=[int(k) for k in a['strides']['list']['i']][1:3]
        dw='Depthwise' in op
        wt=w.transpose(2,3,0,1).reshape(-1,1,*w.shape[:2]) if dw else w.transpose(3,2,0,1)
        ins=[i,f16(r+'_w',wt)]
        fused=[base64.b64decode(q).decode() for q in a.get('fused_ops',{}).get('list',{}).get('s',[])]
        if 'BiasAdd' in fused: ins.append(f16(r+'_b',W[x['input'][2]]))
        pad=base64.b64decode(a['padding']['s']).decode(); assert pad in('SAME',) or w.shape[0]==1,(s,pad,w.shape)
        assert w.shape[0]==w.shape[1]; k=w.shape[0]; p=(k-1)//2 if st[0]==1 else 0; e=(k-1)//2 if st[0]==1 else k-2   # even sizes only
        c=r+'_c' if len(fused)>1 else r
        nodes.append(h.make_node('Conv',ins,[c],kernel_shape=[k,k],strides=st,pads=[p,p,e,e],group=w.shape[2] if dw else 1))
        if 'Relu6' in fused: nodes.append(h.make_node('Clip',[c,'zero','six'],[r]))
        elif 'Relu' in fused: nodes.append(h.make_node('Relu',[c],[r]))
    elif op=='AddV2':
        i=[go(q) for q in x['input']]; r=nm(s); nodes.append(h.make_node('Add',i,[r]))
    elif op=='ResizeBilinear':
        i=go(x['input'][0]); r=nm(s); nodes.append(h.make_node('Resize',[i,'','twice'],[r],mode='linear',coordinate_transformation_mode='half_pixel'))
    else: raise SystemExit(op+' '+s)
    done[s]=r; return r
const('zero',np.float32(0)); const('six',np.float32(6)); const('twice',np.array([1,1,2,2],np.float32))
outs=[]
for k,v in heads.items():
    t=go(P+v+'/BiasAdd'); nodes.append(h.make_node('Identity' if k not in('center','heat') else 'Sigmoid',[t],[k])); outs.append(h.make_tensor_value_info(k,T.FLOAT,[1,None,None,None]))
g=h.make_graph(nodes,'movenet_multipose_lightning_1',[h.make_tensor_value_info('image',T.FLOAT,[1,3,None,None])],outs,inits)
m=h.make_model(g,opset_imports=[h.make_opsetid('',13)],producer_name='manju tools/convert_movenet.py'); m.ir_version=8
onnx.checker.check_model(m); onnx.save(m,out); print(len(nodes))
